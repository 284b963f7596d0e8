"""Everything that supervisors' pages show beside the store's own counts, computed of one export and handed over.

``whole`` puts the parts together; a part that cannot be computed is told as failed and leaves the others alone.
"""
