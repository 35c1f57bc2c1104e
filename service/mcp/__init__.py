"""What assistants in the flow of work may do for a learner, over the Model Context Protocol."""
