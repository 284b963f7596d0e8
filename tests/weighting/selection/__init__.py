"""Drawing samples: probabilities by enumeration, draws that never change, plans beside a simulated country."""
