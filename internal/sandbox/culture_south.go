package sandbox

// Australia keeps (02) 5550 0000-9999 and 0491 570 000-999 partly for fiction
// (ACMA); the others are of a valid shape.
func africaAndOceania() []pools {
	return []pools{
		{
			code: "NG", iso3: "NGA", country: "Nigeria", locale: "en-NG", weight: 3,
			male:    "Chinedu, Emeka, Oluwaseun, Tunde, Babajide, Ibrahim, Musa, Uche, Olumide, Chukwuemeka",
			female:  "Ngozi, Chioma, Adaeze, Folake, Yetunde, Aisha, Zainab, Blessing, Ifeoma, Oluwakemi",
			family:  "Okafor, Adeyemi, Okonkwo, Balogun, Eze, Abubakar, Nwosu, Ogunleye, Adebayo, Chukwu, Oyelaran, Nwachukwu-Obi, Bello",
			streets: "Awolowo Road, Adeola Odeku Street, Allen Avenue, Ahmadu Bello Way, Aba Road",
			cities:  "Lagos/Lagos/1002##, Abuja/FCT/9002##, Port Harcourt/Rivers/5002##, Ibadan/Oyo/2002##",
			street:  "{n} {s}", line: "{c} {z}\n{r}",
			phones: "+234 803 555 ####",
		},
		{
			code: "EG", iso3: "EGY", country: "Egypt", locale: "ar-EG", weight: 1,
			male:    "Ahmed, محمود|Mahmoud, Mostafa, Karim, Sherif, Amr, Hossam",
			female:  "Mona, Yasmine, هبة|Heba, Dina, Nour El-Din, Rania, Mariam",
			family:  "Hassan, Ibrahim, عبد الرحمن|Abdel Rahman, Mahmoud, El-Masry, Fahmy, Soliman, Abdel-Fattah, Mansour",
			streets: "Tahrir Street, Talaat Harb Street, Corniche El Nil, El Horreya Road",
			cities:  "Cairo//115##, Alexandria//215##, Giza//125##",
			street:  "{n} {s}", line: "{c}\n{z}",
			phones: "+20 100 555 ####",
		},
		{
			code: "ZA", iso3: "ZAF", country: "South Africa", locale: "en-ZA", weight: 2,
			male:    "Sipho, Thabo, Johan, Pieter, Bongani, Kagiso, Riaan, Mandla",
			female:  "Nomvula, Thandiwe, Annelize, Zanele, Lerato, Marietjie, Ayanda, Palesa",
			family:  "Nkosi, Dlamini, Botha, van der Merwe, Naidoo, Mokoena, du Toit, Khumalo, Pretorius, Janse van Rensburg, Govender, Mthembu",
			streets: "Long Street, Church Street, Jan Smuts Avenue, Voortrekker Road, Marine Drive",
			cities:  "Cape Town/Western Cape/80##, Johannesburg/Gauteng/20##, Durban/KwaZulu-Natal/40##, Pretoria/Gauteng/00##",
			street:  "{n} {s}", line: "{c}\n{z}",
			phones: "+27 82 555 ####",
		},
		{
			code: "AU", iso3: "AUS", country: "Australia", locale: "en-AU", weight: 4,
			male:    "Lachlan, Cooper, Angus, Hamish, Bradley, Darren, Xavier, Jarrah, Riley, Wayne",
			female:  "Matilda, Sienna, Kylie, Tahlia, Narelle, Jacinta, Imogen, Kirra, Georgia, Sheridan",
			family:  "Nguyen, Wilson, Kelly, Thompson, Ryan, Murray, Chapman, Sullivan, Papadakis, Gibson, McLeod, O'Shea, Tran, Fitzpatrick, Harrington-Webb",
			streets: "George Street, Collins Street, Pitt St, Swanston Street, Adelaide Tce, Beach Road, Wattle Close",
			cities:  "Sydney/NSW:New South Wales/20##, Melbourne/VIC:Victoria/30##, Brisbane/QLD:Queensland/40##, Perth/WA:Western Australia/60##, Hobart/TAS:Tasmania/70##",
			street:  "{n} {s}", line: "{c} {r} {z}",
			phones: "+61 491 570 ###, +61 2 5550 ####",
		},
		{
			code: "NZ", iso3: "NZL", country: "New Zealand", locale: "en-NZ", weight: 1,
			male:    "Tāne|Tane, Wiremu, Hemi, Finn, Blair, Tama, Callum",
			female:  "Aroha, Mere, Ngaio, Hinemoa, Kiri, Holly, Brooke",
			family:  "Ngata, Te Rangi, Parata, Walker, Henare, Robertson, Tamihana, McKay, Pōtae|Potae",
			streets: "Queen Street, Lambton Quay, Colombo Street, Princes Street, Ponsonby Road",
			cities:  "Auckland//10##, Wellington//60##, Christchurch//80##, Dunedin//90##",
			street:  "{n} {s}", line: "{c} {z}",
			phones: "+64 21 555 ####",
		},
	}
}
