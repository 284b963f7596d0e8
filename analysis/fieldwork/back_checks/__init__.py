"""Back-checks: visits asked again by somebody else. Which to make, what they found, and what the finding is worth.

``choosing`` draws them, at random and by risk, each with its probability; ``comparing`` holds answers beside each
other as bcstats does; ``error_rates`` weighs the differences by the inverse of the probabilities; ``steadiness`` tests
answers that should not move.
"""
