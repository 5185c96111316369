"""A case in a file and out of it: Word, Excel, CSV, Markdown, PDF, JSON-LD. Pure: nothing here reads or writes the
database; practices.imports and practices.exports do."""
