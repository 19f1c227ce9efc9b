"""The parts of `bench graphql`: what is asked, who answers, and how it is timed."""
