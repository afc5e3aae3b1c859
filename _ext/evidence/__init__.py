"""What shows how strong the evidence is: levels, pictures of numbers, tables of studies, and what backs them."""
