"""Conversations: what is said in a thread, by whom, who reads it, who keeps order."""
