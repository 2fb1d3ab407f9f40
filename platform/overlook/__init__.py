"""The project package. It imports nothing, so that any room may be loaded without the whole house."""
