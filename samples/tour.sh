#!/usr/bin/env bash
# The README's tour: signs in, registers a customer, adds a contact, places and ships an order, opens and answers a ticket, records a call, reads the whole picture, hears what happens, takes a list along and brings a file in.
# Needs curl and jq, and the app with its sample data: ./dev run, then samples/tour.sh in another terminal.
set -euo pipefail
API=${API:-http://127.0.0.1:8080/api/v1}

call() { # METHOD PATH [BODY] — prints the request, keeps the answer in $answer
  local type=application/json
  [[ $1 == PATCH ]] && type=application/merge-patch+json
  printf '\n> %s %s\n' "$1" "$2"
  [[ -n ${3:-} ]] && printf '%s\n' "$3"
  answer=$(curl -sS -X "$1" "$API$2" -H "Authorization: Bearer ${TOKEN:-}" -H "Content-Type: $type" ${3:+-d "$3"})
}
show() { jq -c "$1" <<<"$answer"; }
get() { jq -r "$1" <<<"$answer"; }

call POST /tokens '{"email":"nancy.davolio@northwind.example","password":"Quokka-Ginkgo-Fjord-41"}'
TOKEN=$(get .accessToken)
show '{tokenType, expiresIn, user: .user.name}'

call POST /customers '{"kind":"organization","name":"Bergmann Optik","relationships":["customer"],"market":"business","employeeCount":35}'
show '{id, version, name, sizeClass, lifecycle}'
CUSTOMER=$(get .id)

call POST /contacts "{\"customerId\":\"$CUSTOMER\",\"givenName\":\"Jana\",\"familyName\":\"Bergmann\",\"jobTitle\":\"Owner\",\"isPrimary\":true,\"channels\":[{\"type\":\"email\",\"value\":\"jana@bergmann.example\"}]}"
show '{id, name, isPrimary, channels: [.channels[].value]}'
CONTACT=$(get .id)

call GET '/products?category=Condiments&isActive=true&sort=name&limit=1'
show '.data[0] | {id, sku, name, unitPrice, stock}'
PRODUCT=$(get '.data[0].id')

call POST /orders "{\"customerId\":\"$CUSTOMER\",\"contactId\":\"$CONTACT\",\"channel\":\"phone\",\"currency\":\"USD\",\"place\":true,\"shippingAddress\":{\"line1\":\"Hauptstraße 12\",\"postalCode\":\"10827\",\"city\":\"Berlin\",\"country\":\"DE\"},\"lines\":[{\"productId\":\"$PRODUCT\",\"quantity\":2,\"discountPercent\":5}]}"
show '{id, number, status, fulfilment, payment, net, due}'
ORDER=$(get .id)

call POST "/orders/$ORDER/shipments" '{"carrier":"Speedy Express","trackingNumber":"SE-4711"}'
show '{id, number, status}'
SHIPMENT=$(get .id)

call PUT "/shipments/$SHIPMENT/dispatch" '{}'
show '{id, number, status, shippedAt}'

call GET "/orders/$ORDER"
show '{number, status, fulfilment, payment, shipped: [.lines[].shippedQuantity]}'

call POST /tickets "{\"customerId\":\"$CUSTOMER\",\"contactId\":\"$CONTACT\",\"orderId\":\"$ORDER\",\"subject\":\"One jar arrived broken\",\"type\":\"complaint\",\"channel\":\"phone\",\"priority\":\"high\"}"
show '{id, number, status, priority}'
TICKET=$(get .id)

call POST "/tickets/$TICKET/messages" '{"kind":"publicReply","channel":"email","body":"We are sorry. A new jar leaves today, free of charge."}'
show '{id, kind, sentAt}'

call PUT "/tickets/$TICKET/resolution" '{"code":"replaced","text":"A new jar was sent."}'
show '{status, code, detail}'

call PUT "/tickets/$TICKET/resolution" '{"code":"replaced","text":"A new jar was sent.","rootCause":"Packed without separators.","remedy":"One jar, free of charge."}'
show '{number, status, firstResponseAt, resolvedAt}'

call POST /interactions "{\"customerId\":\"$CUSTOMER\",\"contactIds\":[\"$CONTACT\"],\"ticketId\":\"$TICKET\",\"channel\":\"phone\",\"direction\":\"in\",\"subject\":\"Asked when the new jar comes\"}"
show '{id, channel, direction, subject}'

call GET "/customers/$CUSTOMER/overview"
show '{profile: .profile.name, contacts: [.contacts[].name], openOrders: [.openOrders[] | {number, fulfilment}], orderTotals: .orderTotals.currencies, flags}'

call GET "/customers/$CUSTOMER/timeline?limit=4"
show '.data[] | {kind, title}'

call GET '/search?q=SE-4711'
show '.data[0] | {kind, title, subtitle, matches}'

call POST /tokens '{"email":"admin@northwind.example","password":"Quokka-Ginkgo-Fjord-41"}'
TOKEN=$(get .accessToken)

HOURS=$(jq -cn '[("monday","tuesday","wednesday","thursday","friday") | {day: ., start: "09:00", end: "17:00"}]')
call POST /calendars "{\"name\":\"Service desk $(date +%s)\",\"timeZone\":\"Europe/Berlin\",\"hours\":$HOURS}"
show '{id, name, timeZone}'
CALENDAR=$(get .id)

call GET "/calendars/$CALENDAR/add?from=2026-11-20T15:30:00Z&minutes=60"
show .

call GET '/events?after=latest'
CURSOR=$(get .nextCursor)

call PATCH "/customers/$CUSTOMER" '{"tags":["optics","vip"]}'
show '{version, tags}'

call GET "/events?after=$CURSOR&types=customer.*&waitSeconds=5"
show '.data[] | {type, version: .subject.version, changes: [.changes[] | {field, to}]}'

call POST /webhooks '{"name":"ERP","url":"https://erp.example.com/hooks/crm","types":["order.*","customer.changed"]}'
show '{status, types, secret: (.secret[0:10] + "…")}'
call DELETE "/webhooks/$(get .id)"

call POST /exports '{"resource":"customers","format":"csv","sort":"name","fields":["name","market","lifecycle"]}'
show '{resource, format, state}'
EXPORT=$(get .id)
for _ in {1..60}; do
  call GET "/exports/$EXPORT"
  [[ $(get .state) =~ queued|running ]] || break
  sleep 0.5
done
show '{state, rows, size}'
call GET "/exports/$EXPORT/content"
head -4 <<<"$answer"

call POST /imports '{"resource":"customers","mode":"upsert","externalSystem":"erp","constants":[{"target":"kind","value":"organization"},{"target":"addresses.billing.line1","value":"-"}]}'
IMPORT=$(get .id)
printf '\n> PUT /imports/%s/content\n' "$IMPORT"
answer=$(printf 'Kundennummer;Firma;E-Mail;Ort;Land\n4711;Müller & Söhne;info@mueller.example;Köln;DE\n4712;;kaputt;;\n' | iconv -f UTF-8 -t WINDOWS-1252 |
  curl -sS -X PUT "$API/imports/$IMPORT/content" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: text/csv' --data-binary @-)
show '.file | {encoding, separator, columns}'
for step in runs reversals; do
  call POST "/imports/$IMPORT/$step"
  show '{state}'
  for _ in {1..60}; do
    call GET "/imports/$IMPORT"
    [[ $(get .state) =~ ing$ ]] || break
    sleep 0.5
  done
  show '{state, counts, problems: [.problems[] | {row, message}]}'
done
