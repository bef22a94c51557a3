package address

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// United States: USPS Publication 28.
func TestUnitedStates(t *testing.T) {
	const m = claims.Match
	tell(t, []tale{
		{"as printed on a licence", "12 MARKET STREET\nSAN FRANCISCO, CA 94102-1234", market, m, nil},
		{"one line", "12 Market Street San Francisco CA 94102", market, m, nil},
		{"two lines with the country", "12 Market St\nSan Francisco, CA 94102\nUnited States", market, m, nil},
		{"the country in full", "12 Market St, San Francisco, California, 94102, United States of America", market, m, nil},
		{"initials of the town", "12 MARKET STREET|SF|California|94102|USA", market, m, nil},
		{"nine digits without a dash", "12 Market St|San Francisco|CA|941020000|", market, m, nil},
		{"a lost leading zero", "12 Elm St|Boston|MA|02101|US", "12 Elm St|Boston|MA|2101|US", m, nil},
		{"ordinal streets", "350 5th Ave|New York|NY|10118|US", "350 FIFTH AVENUE\nNEW YORK NY 10118", m, nil},
		{"compound ordinals", "12 Twenty-First St|Reno|NV|89501|US", "12 21st Street|Reno|NV|89501|US", m, nil},
		{"directions", "100 N.W. 9th St., Miami FL 33136", "100 Northwest 9th Street|Miami|FL|33136|US", m, nil},
		{"a direction is the name", "12 North Ave|Reno|NV|89501|US", "12 North Avenue|Reno|NV|89501|US", m, nil},
		{"directions behind the street", "77 Loop Dr SE, Reno, NV 89501", "77 Loop Drive Southeast|Reno|NV|89501|US", m, nil},
		{"letters for streets", "700 D Street, Suite 20, Reno, NV 89501", "700 D St # 20 Reno 89501-1234", m, nil},
		{"avenues named by a letter", "40 Ave. C, Reno, NV 89501", "40 Avenue C|Reno|NV|89501|US", m, nil},
		{"highways", "4800 Hwy 12 W, Salem, OR 97301", "4800 Highway 12 West|Salem|OR|97301|US", m, nil},
		{"saints", "1 St. James Pl, St. Louis, MO 63101", "1 Saint James Place, Saint Louis, Missouri 63101", m, nil},
		{"mounts", "12 Elm St|Mount Vernon|NY|10550|", "12 Elm Street|Mt Vernon|NY|10550|", m, nil},
		{"hyphens of Queens", "41-20 30th Ave, Astoria, NY 11103", "4120 30th Avenue|Astoria|NY|11103|US", m, nil},
		{"fractions", "123 1/2 Elm St, Reno NV 89501", "123 1/2 Elm Street|Reno|NV|89501|US", m, nil},
		{"one in a word", "One Harbor Plaza, Reno, NV 89501", "1 Harbor Plz|Reno|NV|89501|US", m, nil},
		{"a unit behind a comma", "12 Elm St, 203, Reno, NV 89501", "12 Elm St # 203 Reno 89501", m, nil},
		{"a suite is no postal code", "12 Market Street Suite 20021\nSan Francisco CA 94102", "12 Market St Ste 20021|||94102|", m, nil},
		{"several suites", "12 Elm St, Suites 5 & 7, Reno, NV 89501", "12 Elm St Ste 5 and 7|Reno|NV|89501|", m, nil},
		{"floors", "12 Elm Street Floor 2|Reno|NV|89501|", "12 Elm Street, 2nd Fl|Reno|NV|89501|", m, nil},
		{"post office box", "P.O. Box 77|Reno|NV|89501|US", "PO BOX 77\nReno NV 89501", m, nil},
		{"cross streets say nothing", "20 Court St. at Main St., Reno, NV", "20 Court Street|Reno|NV||", m, nil},
		{"care of somebody", "c/o Acme Corp, 12 Elm St, Reno, NV 89501", "12 Elm St|Reno|NV|89501|US", m, nil},
		{"Washington and Washington", "789 Washington Blvd, Washington, DC 20001", "789 Washington Boulevard|Washington|District of Columbia|20001|US", m, nil},
		{"New York, New York", "12 Elm St, New York, New York 10001", "12 Elm St|New York City|NY|10001|US", m, nil},
		{"St spelt out wrongly", "12 St Paul St|Reno|NV|89501|", "12 Street Paul Street|Reno|NV|89501|", m, nil},
	})
}

// Letters and digits that scanners mix up.
func TestScannerConfusions(t *testing.T) {
	tell(t, []tale{
		{"in a word", "12 Mark3t St|Reno|NV|89501|", "12 Market St|Reno|NV|89501|", claims.Review, why(claims.StreetPartly)},
		{"letters that look alike", "12 0ak 5treet, 5pr1ngfield, 1L 62701", "12 Oak Street|Springfield|IL|62701|", claims.Match, nil},
		{"a letter in a house number", "1O2 Main Street|Springfield|IL|62701|US", "102 Main St|Springfield|IL|62701|US", claims.Match, nil},
		{"a B may be an 8 or a suffix", "12B Main Street|Springfield|IL|62701|US", "128 Main St|Springfield|IL|62701|US", claims.Review, why(claims.HousePartly)},
		{"two digits are not alike", "16 Main Street|Springfield|IL|62701|US", "19 Main St|Springfield|IL|62701|US", claims.Mismatch, why(claims.HouseDiffers)},
		{"a unit", "12 Elm St Apt 3B|Reno|NV|89501|", "12 Elm St Apt 38|Reno|NV|89501|", claims.Review, why(claims.UnitPartly)},
		{"spaces lost and added", "12 North Wood Road|Reno|NV|89501|", "12 Northwood Road|Reno|NV|89501|", claims.Match, nil},
	})
}

// United Kingdom: flats, floors, houses with names, codes by level.
func TestUnitedKingdom(t *testing.T) {
	const m = claims.Match
	tell(t, []tale{
		{"one line", "10 Downing Street, London SW1A 2AA", "10 Downing St|London||SW1A2AA|GB", m, nil},
		{"flat in front and behind", "Flat 3, 12 High Street, Leeds LS1 4AB", "12 High Street Flat 3|Leeds||LS1 4AB|GB", m, nil},
		{"a building besides", "Flat 3, Oak House, 12 High Street, Leeds, LS1 4AB", "12 High Street Flat 3|Leeds||LS1 4AB|GB", m, nil},
		{"another building", "Oak House, 12 High Street, Leeds, LS1 4AB", "Elm House, 12 High Street, Leeds, LS1 4AB", claims.Review, why(claims.BuildingDiffers)},
		{"floors by name", "Ground Floor Flat, 12 High Street, Leeds LS1 4AB", "Flat Ground Floor 12 High Street Leeds LS1 4AB", m, nil},
		{"basement and top", "Basement Flat, 12 High Street, Leeds LS1 4AB", "Top Floor Flat 12 High Street Leeds LS1 4AB", claims.Mismatch, why(claims.UnitDiffers)},
		{"the top floor is some floor", "Top Floor Flat, 12 High Street, Leeds LS1 4AB", "First Floor Flat 12 High Street Leeds LS1 4AB", claims.Review, why(claims.UnitPartly)},
		{"one of two floors", "Flat B First and Second Floors 12 High Street, Leeds LS1 4AB", "First Floor Flat 12 High Street Leeds LS1 4AB", claims.Review, why(claims.UnitPartly)},
		{"a flat without a number is no flat", "Flat 12 High Street Leeds LS1 4AB", "12 High Street Leeds LS1 4AB", m, nil},
		{"an annexe is another house", "Annexe at 12 High Street, Leeds LS1 4AB", "12 High Street, Leeds LS1 4AB", claims.Review, why(claims.UnitMissing)},
		{"a house with a name", "Rose Cottage, Mill Lane, Ambleside LA22 9AA", "Rose Cottage Mill Lane|Ambleside|Cumbria|LA22 9AA|GB", m, nil},
		{"another name", "Rose Cottage, Mill Lane, Ambleside LA22 9AA", "Ivy Cottage, Mill Lane, Ambleside LA22 9AA", claims.Review, why(claims.BuildingDiffers)},
		{"a range", "12-14 High Street, Leeds LS1 4AB", "12 High Street, Leeds LS1 4AB", claims.Review, why(claims.HousePartly)},
		{"the range of the other side of the street", "12-16 High Street, Leeds LS1 4AB", "13 High Street, Leeds LS1 4AB", claims.Mismatch, why(claims.HouseDiffers)},
		{"a letter", "221B Baker Street, London NW1 6XE", "221C Baker St|London||NW1 6XE|GB", claims.Mismatch, why(claims.HouseDiffers)},
		{"the same sector", "10 High Street, Leeds LS1 4AB", "10 High Street, Leeds LS1 4AD", claims.Review, why(claims.PostalCodeSimilar)},
		{"a dependent locality", "9 Chapel Row, Capton, Lynton EX35 1AA", "9 Chapel Row, Capton EX35 1AA", m, nil},
		{"Scottish flats", "2/1, 14 Byres Road, Glasgow G12 8TD", "Flat 2/1, 14 Byres Road|Glasgow||G12 8TD|GB", m, nil},
		{"a saint and a letter", "5A St Johns Road, London N1 1AA", "5a Saint John's Road|London||N1 1AA|UK", m, nil},
	})
}

// Australia, New Zealand and Canada write the unit before the number.
func TestUnitBeforeNumber(t *testing.T) {
	const m = claims.Match
	tell(t, []tale{
		{"slash", "3/12 Smith St|Richmond|Victoria|3121|AU", "Unit 3, 12 Smith Street, Richmond VIC 3121", m, nil},
		{"another unit", "4/12 Smith St|Richmond|Victoria|3121|AU", "Unit 3, 12 Smith Street, Richmond VIC 3121", claims.Mismatch, why(claims.UnitDiffers)},
		{"shop and slash", "Shop 4/100 George St, Sydney NSW 2000", "Shop 4, 100 George Street|Sydney|NSW|2000|AU", m, nil},
		{"level", "Level 5, 100 George St, Sydney NSW 2000", "100 George Street, Level 5|Sydney|New South Wales|2000|AU", m, nil},
		{"one line", "100 George St Sydney NSW 2000", "100 George Street|Sydney|NSW|2000|AU", m, nil},
		{"a suburb and a building", "14 Willow Crescent, Bay Views|Bundoora|vic|3083|AU", "14 Willow Cres|Bundoora|VIC|3083|AU", m, nil},
		{"no number", "Willow Crescent|Bundoora|vic|3083|AU", "14 Willow Cres|Bundoora|VIC|3083|AU", claims.Review, why(claims.HouseMissing)},
		{"New Zealand", "7 Queen St, Auckland 1010, New Zealand", "7 Queen Street|Auckland||1010|NZ", m, nil},
		{"Canada", "3-12 King St W|Toronto|ON|M5V 1A1|CA", "Unit 3, 12 King Street West, Toronto, Ontario M5V1A1", m, nil},
		{"Quebec", "500 Boul. Laval Ouest bureau 100, Montréal (Québec) H2Z 1W7", "500 Laval Blvd W Suite 100|Montreal|QC|H2Z1W7|CA", m, nil},
	})
}

// Germany, Austria, Switzerland, the Netherlands and the north: the number
// follows the street, whose kind is written on the end of its name.
func TestNumberBehindStreet(t *testing.T) {
	const m = claims.Match
	tell(t, []tale{
		{"str and strasse", "Hauptstraße 5\n10115 Berlin\nDeutschland", "Hauptstr. 5|Berlin||10115|DE", m, nil},
		{"one line", "Hauptstr. 5 10115 Berlin", "Hauptstraße 5|Berlin||10115|", m, nil},
		{"umlauts written out", "Königstr. 12a, 70173 Stuttgart", "Koenigstrasse 12 a|Stuttgart||70173|DE", m, nil},
		{"a number in the name", "Straße des 17. Juni 135, 10623 Berlin", "Str. des 17. Juni 135|Berlin||10623|DE", m, nil},
		{"number in front all the same", "15 Unter den Linden, 10117 Berlin", "Unter den Linden 15|Berlin||10117|DE", m, nil},
		{"another door", "Hauptstraße 5, 10115 Berlin", "Hauptstraße 6, 10115 Berlin", claims.Mismatch, why(claims.HouseDiffers)},
		{"Austria: number, staircase, door", "Ringstraße 12/3/7, 1070 Wien", "Ringstrasse 12 Stiege 3 Top 7|Wien||1070|AT", m, nil},
		{"Switzerland, with the sign of the country", "Bahnhofstrasse 1, CH-8001 Zürich", "Bahnhofstr. 1|Zuerich||8001|CH", m, nil},
		{"Netherlands", "Kerkstraat 12-3, 1017 GL Amsterdam", "Kerkstr. 12-3|Amsterdam||1017GL|NL", m, nil},
		{"Sweden", "Storgatan 12, 111 22 Stockholm", "Storgatan 12|Stockholm||11122|SE", m, nil},
		{"Denmark", "Nygade 5, 1164 København K", "Nygade 5|København||1164|DK", m, nil},
		{"Poland: number and flat", "ul. Marszałkowska 5/12, 00-624 Warszawa", "Marszalkowska 5 m. 12|Warszawa||00-624|PL", m, nil},
		{"Ukraine", "вул. Хрещатик 22, 01001 Київ", "вулиця Хрещатик, 22|Київ||01001|UA", m, nil},
		{"Greece", "ΟΔΟΣ ΕΡΜΟΥ 12, 105 63 ΑΘΗΝΑ", "Ερμού 12|Αθήνα||10563|GR", m, nil},
	})
}

// Spanish, Portuguese, French and Italian: the kind stands before the name;
// floor and door follow the number, often without a word.
func TestKindBeforeName(t *testing.T) {
	const m = claims.Match
	tell(t, []tale{
		{"Spain: floor and door", "Calle Mayor 5, 3º B, 28013 Madrid", "C/ Mayor, 5, 3 B|Madrid|Madrid|28013|ES", m, nil},
		{"in words", "C/ de Alcalá 12, piso 3 puerta B, 28014 Madrid", "Calle Alcala 12 3º B|Madrid||28014|ES", m, nil},
		{"another floor", "Calle Mayor 5, 3º B, 28013 Madrid", "Calle Mayor 5, 4º B|Madrid||28013|ES", claims.Mismatch, why(claims.UnitDiffers)},
		{"left and right", "Plaza de España 3, 1º izq, Sevilla 41013", "Plaza España 3 1 izq|Sevilla||41013|ES", m, nil},
		{"Mexico", "AV. INSURGENTES SUR 1234 INT 5\nCOL. DEL VALLE\nCIUDAD DE MEXICO, CDMX 03100", "Avenida Insurgentes Sur 1234 Interior 5, Colonia Del Valle|Ciudad de México|CDMX|03100|MX", m, nil},
		{"a date for a name", "C 16 DE SEPTIEMBRE 20\nCOL CENTRO 06000\nCUAUHTEMOC, CDMX", "Calle 16 de Septiembre 20|Cuauhtémoc|Ciudad de México|06000|MX", m, nil},
		{"Colombia: a number for a name", "Calle 50 No. 12-34, Medellín, Antioquia", "Cl 50 # 12-34|Medellin|Antioquia||CO", m, nil},
		{"another one", "Carrera 7 # 71-21, Bogotá", "Cra. 9 No. 71-21|Bogota|||CO", claims.Mismatch, why(claims.StreetDiffers)},
		{"Brazil", "Rua Augusta, 1500, Apto 42, São Paulo - SP, 01304-001", "Rua Augusta 1500 apt 42|Sao Paulo|SP|01304001|BR", m, nil},
		{"a date in Brazil", "R. 25 de Março, 100, São Paulo, SP 01021-000", "Rua 25 de Marco 100|São Paulo|São Paulo|01021-000|BR", m, nil},
		{"Portugal", "Rua do Ouro 12, 2º Dto, 1100-063 Lisboa", "R. do Ouro, 12, 2 Direito|Lisboa||1100-063|PT", m, nil},
		{"Portugal, in words", "Rua das Flores, nº 12, 3º andar, Porto 4000-265", "R. das Flores 12 3 andar|Porto||4000-265|PT", m, nil},
		{"France", "12 rue de la Paix, 75002 Paris", "12, Rue de la Paix|Paris||75002|FR", m, nil},
		{"bis", "12 bis, av. Victor Hugo\n75116 PARIS\nFRANCE", "12bis avenue Victor-Hugo|Paris||75116|FR", m, nil},
		{"a saint in the name", "10 Rue du Faubourg Saint-Honoré\n75008 Paris\nFrance", "10 r du Fbg St Honore|Paris||75008|FR", m, nil},
		{"Italy, with its province", "Via Roma 10, 00184 Roma RM", "Via Roma, 10|Roma|RM|00184|IT", m, nil},
		{"Roman numerals", "Via XX Settembre 10, 00187 Roma", "Via 20 Settembre 10|Roma||00187|IT", m, nil},
		{"Indonesia", "Jl. Sudirman 12, Jakarta 10220", "Jalan Sudirman 12|Jakarta||10220|ID", m, nil},
	})
}

// Floor and door behind the house number, in the ways forms and people write
// them (Correos: "C/ Mayor, 5, 3.º B").
func TestFloorAndDoor(t *testing.T) {
	const dir = "Calle Mayor 5, 3º B|Madrid||28013|ES"
	for _, s := range []string{
		"3B", "3 B", "3ºB", "3º B", "3.ºB", "3.º B", "3° B", "3o B", "3-B", "piso 3 puerta B", "piso 3, puerta B", "planta 3 B",
	} {
		for _, street := range []string{"C/ Mayor 5, ", "C/ Mayor, 5, ", "C/ Mayor 5 ", "C/ Mayor, 5 ", "Calle Mayor, nº 5, ", "Calle Mayor n.º 5, ", "Calle Mayor Nº 5 "} {
			if s == "3 B" && street[len(street)-2] != ',' {
				continue // "5 3 B" could be house 53
			}
			tell(t, []tale{
				{street + s, street + s + ", 28013 Madrid", dir, claims.Match, nil},
				{street + s + ", in parts", street + s + "|Madrid||28013|ES", dir, claims.Match, nil},
				{street + s + ", another floor", street + s + ", 28013 Madrid", "Calle Mayor 5, 4º B|Madrid||28013|ES", claims.Mismatch, why(claims.UnitDiffers)},
				{street + s + ", another door", street + s + ", 28013 Madrid", "Calle Mayor 5, 3C|Madrid||28013|ES", claims.Mismatch, why(claims.UnitDiffers)},
			})
		}
	}
	tell(t, []tale{
		{"door A", "C/ Mayor 5, 3A, 28013 Madrid", "Calle Mayor 5, 3º A|Madrid||28013|ES", claims.Match, nil},
		{"doors with numbers", "C/ Mayor 5, 3º 2ª, 08001 Barcelona", "Calle Mayor 5, 3-2|Barcelona||08001|ES", claims.Match, nil},
		{"Portugal", "Rua Augusta 100, 3º B, 1100-053 Lisboa", "Rua Augusta, 100 3B|Lisboa||1100-053|PT", claims.Match, nil},
		{"Portugal, half of a floor", "Rua Augusta n.º 100, 3.º Dto, 1100-053 Lisboa", "Rua Augusta, 100, 3 Direito|Lisboa||1100-053|PT", claims.Match, nil},
		{"Portugal, a half as a letter", "Rua Augusta 100 3º Dto, 1100-053 Lisboa", "Rua Augusta 100, 3ºD|Lisboa||1100-053|PT", claims.Review, why(claims.UnitPartly)},
		{"Portugal, the other half", "Rua Augusta 100 3º Dto, 1100-053 Lisboa", "Rua Augusta 100, 3ºE|Lisboa||1100-053|PT", claims.Mismatch, why(claims.UnitDiffers)},
		{"bis", "C/ Mayor, 5 bis, 3º B, 28013 Madrid", "Calle Mayor 5 bis 3B|Madrid||28013|ES", claims.Match, nil},
		{"bis behind a comma", "C/ Mayor, 5 bis 3B, 28013 Madrid", "Calle Mayor 5bis, 3º B|Madrid||28013|ES", claims.Match, nil},
		{"staircase", "C/ Mayor, 5, esc. 2, 3º B, 28013 Madrid", "Calle Mayor 5 escalera 2 3B|Madrid||28013|ES", claims.Match, nil},
		{"a letter of the house is none of a floor", "Avenida Brasil 5B|Madrid||28013|ES", "Avenida Brasil 5 B|Madrid||28013|ES", claims.Match, nil},
		{"elsewhere with words", "12 Elm St Floor 3 Apt B|Reno|NV|89501|US", "12 Elm St Apt 3B|Reno|NV|89501|US", claims.Match, nil},
		{"without a letter the floor is unknown", "12 Elm St Floor 3 Apt 2|Reno|NV|89501|US", "12 Elm St Apt 32|Reno|NV|89501|US", claims.Mismatch, why(claims.UnitDiffers)},
	})
}

// Chinese, Japanese and Korean addresses go from large to small, without
// spaces; the block number of Japan has a short form.
func TestEastAsia(t *testing.T) {
	const m = claims.Match
	tell(t, []tale{
		{"block numbers", "〒100-0001 東京都千代田区千代田1丁目2番3号", "東京都千代田区千代田1-2-3", m, nil},
		{"without the prefecture", "東京都千代田区千代田1-2-3", "千代田区千代田一丁目2番3号", m, nil},
		{"full-width digits", "東京都千代田区千代田１−２−３", "東京都千代田区千代田1-2-3", m, nil},
		{"another block", "東京都千代田区千代田1-2-3", "東京都千代田区千代田1-2-4", claims.Mismatch, why(claims.HouseDiffers)},
		{"another town", "東京都千代田区千代田1-2-3", "大阪府大阪市北区梅田1-2-3", claims.Mismatch, why(claims.StreetDiffers)},
		{"Korea", "서울특별시 강남구 테헤란로 152", "서울특별시 강남구 테헤란로152", m, nil},
		{"another house in Korea", "서울특별시 강남구 테헤란로 152", "서울특별시 강남구 테헤란로 153", claims.Mismatch, why(claims.HouseDiffers)},
		{"China", "北京市朝阳区建国路88号", "北京市 朝阳区 建国路 88号", m, nil},
		{"another house in China", "北京市朝阳区建国路88号", "北京市朝阳区建国路89号", claims.Mismatch, why(claims.HouseDiffers)},
		{"in Latin letters", "1-2-3 Chiyoda, Chiyoda-ku, Tokyo 100-0001", "1-2-3 Chiyoda, Chiyoda-ku|Tokyo||100-0001|JP", m, nil},
		{"Singapore", "10 Anson Road #05-17, Singapore 079903", "10 Anson Rd 05-17|Singapore||079903|SG", m, nil},
		{"India", "12, MG Road, Bengaluru, Karnataka 560001", "12 MG Rd|Bengaluru|KA|560001|IN", m, nil},
	})
}
