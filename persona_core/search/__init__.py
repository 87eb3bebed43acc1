"""Search: over companies, people, stories, tags and what is noted on chains and journeys, right for Chinese words."""
