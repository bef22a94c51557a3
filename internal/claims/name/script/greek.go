package script

// greekTable reads Greek: ELOT 743 (ISO 843) and ICAO 9303-3, which write the
// pairs of letters as they sound.
const greekTable = `
α A
αι ai e ae | E
αυ av af au
αϋ ai ay
β v b | V
γ g gh y | G i
γγ ng g gg
γκ g gk ng | G nk
γξ nx nks
γχ nch nkh nh
γι y gi i
δ d dh th
ε E
ει i ei | I
ευ ev ef eu
ζ z s
η i e y | I
ηυ iv if
θ th t
ι I
κ K
λ L
μ m
μπ b mp mb | B
ν n
ντ d nt nd | D
ξ ks | z
ο O
οι i oi | oe e
ου ou u oo | U
π P
ρ r rh
σ S | sh
τ t
τζ tz j dz | J
τσ ts ch tz c | CH
υ y i u | I
φ F
χ ch h kh x | KH
ψ ps
ω O
`
