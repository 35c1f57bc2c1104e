"""The engine without a model: micro-modules and items from the document's own sentences, lists and tables."""
