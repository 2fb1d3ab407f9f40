"""Questions outside the text: self-assessment, review, tests before and after, and what to do next."""
