"""Jobs: workers that claim units of work and call one workflow for each."""
