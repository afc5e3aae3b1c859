"""What a page shows around its text: status, history, cards, questions, folded parts."""
