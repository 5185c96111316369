"""Reports 举报: members say what is out of order, approvers of the city and the office settle it in words."""
