"""评审: the province's review of published cases, what it awards, and who may score whom."""
