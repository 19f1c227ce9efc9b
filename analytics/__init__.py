"""The reporting layer: views as SQL files, the replica that follows the journal, the scope of an asker, workbooks."""
