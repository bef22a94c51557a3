package cmdutil

import "fmt"

// Count writes a number with its noun: "1 person", "2 people".
func Count(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
