"""Cases leave: one as a file, many as a table or a booklet; at once, or as a task that the worker does."""
