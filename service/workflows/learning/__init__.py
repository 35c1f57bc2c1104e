"""What learners meet: catalogue, quizzes, grading."""
