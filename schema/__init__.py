"""The GraphQL API: types, inputs, thin fields. Holds no rule."""
