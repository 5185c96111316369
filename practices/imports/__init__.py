"""Cases out of files that people bring: read in a process of its own, shown before anything is saved, saved as drafts of
one city. practices.formats knows the files, this package what they mean on this site."""
