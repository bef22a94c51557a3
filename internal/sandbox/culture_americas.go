package sandbox

// Telephone ranges: +1 NPA 555 0100-0199 is set aside for fiction (ATIS-0300115).
// Mexico, Colombia and Brazil have no such range; theirs are of a valid shape.
func americas() []pools {
	return []pools{
		{
			code: "US", iso3: "USA", country: "United States", locale: "en-US", weight: 26,
			male:    "James, Michael, Robert, William, David, Joseph, Thomas, Christopher, Daniel, Matthew, Anthony, Andrew, Joshua, Kevin, Brian, Jeffrey, Marcus, Tyrone, Jamal, Ethan, Logan, Mason, Caleb, Dwayne",
			female:  "Mary, Patricia, Jennifer, Linda, Elizabeth, Barbara, Susan, Jessica, Sarah, Karen, Lisa, Nancy, Ashley, Emily, Kimberly, Michelle, Megan, Rachel, Keisha, Latoya, Abigail, Mary Ann, Grace, Hannah",
			family:  "Smith, Johnson, Williams, Brown, Jones, Miller, Davis, Wilson, Anderson, Taylor, Thomas, Moore, Jackson, Martin, Lee, Thompson, White, Harris, Clark, Lewis, Robinson, Walker, Young, Allen, King, Wright, Hill, Green, Adams, Baker, Nelson, Carter, Mitchell, O'Connor, McDonald, St. John, Van Dyke, DeLuca",
			streets: "Oak Street, Maple Avenue, Main Street, Cedar Lane, Elm Street, Washington Boulevard, Lakeview Drive, Park Avenue, Hillcrest Road, Sunset Drive, N Lincoln Ave, River Rd, 5th Avenue, W 42nd St",
			cities:  "Springfield/IL:Illinois/627##, Austin/TX:Texas/787##, Portland/OR:Oregon/972##, Denver/CO:Colorado/802##, San Francisco/CA:California/941##, Columbus/OH:Ohio/432##, Boston/MA:Massachusetts/021##, Seattle/WA:Washington/981##, Atlanta/GA:Georgia/303##, St. Paul/MN:Minnesota/551##, New York/NY:New York/100##, Charlotte/NC:North Carolina/282##",
			street:  "{n} {s}",
			line:    "{c}, {r} {z}",
			phones:  "+1 217 555 01##, +1 512 555 01##, +1 503 555 01##, +1 303 555 01##, +1 415 555 01##, +1 614 555 01##, +1 617 555 01##, +1 206 555 01##",
		},
		{
			code: "CA", iso3: "CAN", country: "Canada", locale: "fr-CA", weight: 4,
			male:    "Liam, Noah, Jacob, Olivier, Félix, Étienne, Jean-François, Mathieu, Xavier, Gabriel, Ryan, Tyler, Kyle, Scott",
			female:  "Emma, Charlotte, Chloé, Léa, Maude, Geneviève, Marie-Ève, Anne-Sophie, Audrey, Brooke, Lauren, Heather, Shannon, Amélie",
			family:  "Tremblay, Gagnon, Roy, Côté, Bouchard, Gauthier, Morin, Lavoie, Fortin, Gagné, Ouellet, Pelletier, Bélanger, Lévesque, MacDonald, Campbell, Fraser, Stewart, St-Pierre, Desjardins",
			streets: "rue Sainte-Catherine, boul. René-Lévesque, avenue du Parc, King Street West, Queen Street, chemin de la Côte, Granville Street, rue Saint-Jean",
			cities:  "Montréal/QC:Quebec/H2X #@#, Québec/QC:Quebec/G1R #@#, Toronto/ON:Ontario/M5V #@#, Ottawa/ON:Ontario/K1P #@#, Vancouver/BC:British Columbia/V6B #@#, Halifax/NS:Nova Scotia/B3J #@#",
			street:  "{n} {s}", line: "{c} {r} {z}",
			phones: "+1 514 555 01##, +1 418 555 01##, +1 416 555 01##, +1 604 555 01##",
		},
		{
			code: "MX", iso3: "MEX", country: "Mexico", locale: "es-MX", weight: 8, style: spanish,
			male:     "José, Luis, Juan Carlos, Miguel Ángel, Francisco, Alejandro, Jorge, Ricardo, Eduardo, Fernando, Roberto, Sergio, Héctor, Raúl, José Luis, Emiliano",
			female:   "María, Guadalupe, Ana Sofía, Verónica, Alejandra, Leticia, Mónica, Gabriela, Adriana, Fernanda, Ximena, María José, Regina, Lucía, Daniela, Itzel",
			family:   "Hernández, García, Martínez, López, González, Rodríguez, Pérez, Sánchez, Ramírez, Cruz, Flores, Gómez, Morales, Vázquez, Jiménez, Reyes, Díaz, Torres, Gutiérrez, Ruiz, Mendoza, Aguilar, Ortiz, Castillo, de la Cruz, Núñez, Ibáñez, Montes de Oca, de León",
			streets:  "Avenida Juárez, Calle Hidalgo, Avenida Reforma, Calle Morelos, Calle 5 de Mayo, Avenida Insurgentes Sur, Calle Zaragoza, Privada de los Pinos, Calle Allende",
			cities:   "Ciudad de México/CDMX:Ciudad de México/067##, Guadalajara/JAL:Jalisco/441##, Monterrey/NL:Nuevo León/640##, Puebla/PUE:Puebla/720##, Mérida/YUC:Yucatán/970##, Querétaro/QRO:Querétaro/760##, Tijuana/BC:Baja California/220##",
			colonies: "Centro, Roma Norte, Del Valle, Narvarte, Condesa, Las Américas, San Ángel, La Paz, Jardines del Bosque, Obrera",
			street:   "{s} {n}", line: "{z} {c}, {r}",
			phones: "+52 55 5000 ####, +52 33 3000 ####, +52 81 8000 ####",
		},
		{
			code: "CO", iso3: "COL", country: "Colombia", locale: "es-CO", weight: 2, style: spanish,
			male:    "Andrés, Camilo, Santiago, Julián, Felipe, Mauricio, Óscar, Sebastián, Nicolás, Iván",
			female:  "Valentina, Catalina, Juliana, Natalia, Paola, Tatiana, Carolina, Marcela, Isabella, Luz Marina",
			family:  "Rodríguez, Gómez, Rojas, Vargas, Moreno, Castro, Ospina, Restrepo, Cárdenas, Quintero, Zapata, Muñoz, Velásquez, del Río, Arango, Peña",
			streets: "Carrera 7, Calle 26, Avenida El Dorado, Carrera 43A, Calle 10, Transversal 39",
			cities:  "Bogotá/DC:Bogotá/1101##, Medellín/ANT:Antioquia/0500##, Cali/VAC:Valle del Cauca/7600##, Cartagena/BOL:Bolívar/1300##",
			street:  "{s} # {n}-15", line: "{c}, {r} {z}",
			phones: "+57 300 555 ####, +57 310 555 ####",
		},
		{
			code: "BR", iso3: "BRA", country: "Brazil", locale: "pt-BR", weight: 5, style: portuguese,
			male:     "João, Pedro, Lucas, Mateus, Rafael, Gustavo, Thiago, Bruno, Vinícius, Caio, João Paulo, Márcio, Antônio, Leandro",
			female:   "Ana, Mariana, Juliana, Camila, Beatriz, Letícia, Larissa, Patrícia, Aline, Luíza, Ana Paula, Conceição, Débora, Tainá",
			family:   "Silva, Santos, Oliveira, Souza, Pereira, Costa, Ferreira, Rodrigues, Almeida, Nascimento, Lima, Araújo, Ribeiro, Carvalho, Gomes, dos Santos, da Silva, Gonçalves, Assunção, Magalhães, Simões",
			streets:  "Rua das Flores, Avenida Paulista, Rua São João, Rua XV de Novembro, Avenida Brasil, Rua Sete de Setembro, Travessa do Comércio",
			cities:   "São Paulo/SP:São Paulo/013##-0##, Rio de Janeiro/RJ:Rio de Janeiro/200##-0##, Belo Horizonte/MG:Minas Gerais/301##-0##, Curitiba/PR:Paraná/800##-0##, Salvador/BA:Bahia/400##-0##",
			colonies: "Centro, Bela Vista, Jardim América, Boa Viagem, Vila Nova, Santa Teresa",
			street:   "{s}, {n}", line: "{c} - {r}\n{z}",
			phones: "+55 11 90000 ####, +55 21 90000 ####, +55 31 90000 ####",
		},
		{
			code: "AR", iso3: "ARG", country: "Argentina", locale: "es-AR", weight: 2, style: western,
			male:    "Agustín, Facundo, Gonzalo, Ignacio, Lautaro, Martín, Matías, Tomás, Joaquín, Ezequiel",
			female:  "Florencia, Agustina, Martina, Rocío, Micaela, Soledad, Milagros, Antonella, Julieta, Belén",
			family:  "Fernández, Álvarez, Romero, Sosa, Benítez, Acosta, Medina, Suárez, Rossi, Bianchi, Giménez, Ledesma, Ferreyra, Di Paolo, Echeverría, Goñi",
			streets: "Avenida Corrientes, Calle Florida, Avenida Santa Fe, Calle Defensa, Avenida San Martín, Bulevar Oroño",
			cities:  "Buenos Aires//C10##AAB, Córdoba/Córdoba/X50##AAC, Rosario/Santa Fe/S20##AAD, Mendoza/Mendoza/M55##AAE",
			street:  "{s} {n}", line: "{z} {c}",
			phones: "+54 9 11 5555 ####, +54 9 351 555 ####",
		},
	}
}
