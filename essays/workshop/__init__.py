"""The author's workshop: drafts of the working folders, previewed, checked and taken apart for a step."""
