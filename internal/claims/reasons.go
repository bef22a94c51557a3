package claims

import "slices"

// The reasons. Every comparator and the decision engine explain themselves with
// these words only; Reason.Text says what each means. Those of one claim are in
// a file of their own.
const (
	// Presence and readability.
	MissingBoth   Reason = "missing_both"
	Unreadable    Reason = "unreadable"
	ScriptDiffers Reason = "script_differs"
	MixedScript   Reason = "mixed_script"
	ExactRequired Reason = "exact_required"
	BelowMatch    Reason = "below_threshold"
	BelowReview   Reason = "below_review_threshold"
)

var generalReasons = [...]ReasonText{
	{MissingBoth, "Neither the document nor the directory record has this claim."},
	{Unreadable, "A value holds nothing that could be compared."},
	{ScriptDiffers, "The two sides are written in different scripts and were compared by sound, or not at all where there is no rule for it."},
	{MixedScript, "Letters of another script that look alike stand among or for those of the usual one."},
	{ExactRequired, "The policy asks for an exact match and the values only agree loosely."},
	{BelowMatch, "The score is below the policy's threshold for a match."},
	{BelowReview, "The score is below the policy's threshold for a review."},
}

// ReasonText is one entry of the vocabulary.
type ReasonText struct {
	Reason Reason `json:"reason"`
	Text   string `json:"text"`
}

// Reasons returns the whole vocabulary in documentation order.
func Reasons() []ReasonText {
	return slices.Concat(generalReasons[:], nameReasons[:], birthdateReasons[:], addressReasons[:], phoneReasons[:], emailReasons[:])
}

// Text returns the sentence that explains r, or "" for a word that is not in
// the vocabulary.
func (r Reason) Text() string {
	for _, t := range Reasons() {
		if t.Reason == r {
			return t.Text
		}
	}
	return ""
}
