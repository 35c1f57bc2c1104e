"""What finds colleagues' threads, the micro-modules they belong to and the people who know, measured."""
