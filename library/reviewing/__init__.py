"""How words are checked before they are public: who approves, who reads drafts, what is published together."""
