"""The demo: one cohort whose history was answered through the same verbs as everybody's."""
