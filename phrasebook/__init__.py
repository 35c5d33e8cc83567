"""What is known: phrases, scenes, flow, search. No Qt, no platform code."""
