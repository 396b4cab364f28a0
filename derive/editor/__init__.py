"""The language server: what ``derive check`` says of a document, in an editor, while it is written.

``server`` speaks the protocol; ``runs`` has documents checked in the background, where nothing waits for a proof; what
an editor is shown of a checked document is made by ``findings``, ``hover`` and ``fixes``, which know no server."""
