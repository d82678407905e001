"""Papers as .docx files in the form of Nghị định 30/2020/NĐ-CP, right in Word and in LibreOffice."""
