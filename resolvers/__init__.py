"""What the hub does: reads and verbs, one module a subject; policy, terms, flow. Imports no GraphQL type."""
