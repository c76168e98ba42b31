"""What a screen with a page on it consists of: keys, places, answers, what stands at the ends of a lesson."""
