package cmdutil

// NoteAssumed says, while nobody chose one of Incode's environments, whose
// addresses are shown: those of production are entered into other systems.
func (f *Factory) NoteAssumed() {
	if f.Settings().Incode.Assumed {
		f.IO.Notef("the addresses are those of Incode's demo environment; for others: " +
			"incodectl incode connect --environment production, or INCODECTL_INCODE_ENVIRONMENT=production")
	}
}

// NoteIssued says of credentials that were made here who does not know them.
func (f *Factory) NoteIssued() {
	f.IO.Notef("Incode knows only the client IDs, client secrets and API keys that its own Dashboard issued")
}
