"""借鉴: recorded by the city that copies, verified by the city that was copied, shown on both."""
