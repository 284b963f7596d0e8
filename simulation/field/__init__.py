"""The sample and its fieldwork, in arrays: PSUs, listing, screening, selection, visits."""
