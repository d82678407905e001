"""What people are to be told, row by row; what a sold month allows; links that live for a set time."""
