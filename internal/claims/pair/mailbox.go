package pair

import (
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/evidence"
)

// weighMailbox weighs an e-mail address that only one side has by what it says
// about those parts of the other side's name that its own side lacks.
func weighMailbox(left, right claims.Set) evidence.Weight {
	with, without := left, right
	if with[claims.Email] == "" {
		with, without = right, left
	}
	given, family, ok := nameParts(with)
	if !ok {
		return evidence.Weight{Claim: claims.Email}
	}
	otherGiven, otherFamily, _ := nameParts(without)
	if given != "" {
		otherGiven = ""
	}
	if family != "" {
		otherFamily = ""
	}
	return evidence.WeighMailbox(with[claims.Email], otherGiven, otherFamily)
}
