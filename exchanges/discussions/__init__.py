"""Discussions 研讨."""
