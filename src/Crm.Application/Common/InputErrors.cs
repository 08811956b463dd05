using FluentValidation.Validators;

namespace Crm.Application.Common;

/// <summary>What can be wrong with an input. The codes stand in the list errors of a problem, each with its place and a sentence of its own.</summary>
public static class InputErrors
{
    public static readonly ErrorCode Required = new("required", "A value that must be there is absent, null or empty.", "Send a value.");
    public static readonly ErrorCode JsonMalformed = new("json.malformed", "The body is not JSON, or is nested too deep.", "Correct the body at the line and byte that the message names.");
    public static readonly ErrorCode MemberUnknown = new("member.unknown", "The object has a member that nothing here is called.", "Correct the name or leave the member out; the API document lists the members.");
    public static readonly ErrorCode MemberRepeated = new("member.repeated", "The object has a member twice.", "Send each member once.");
    public static readonly ErrorCode ValueInvalid = new("value.invalid", "The value has the wrong type or form.", "Send a value as the API document describes it.");
    public static readonly ErrorCode ValueOutOfRange = new("value.out_of_range", "A value is too long, too large or has a character that cannot be kept.", "Send a value within the limits that the API document names.");

    public static readonly ErrorCode TextTooLong = new("text.too_long", "The text has more characters than allowed.", "Shorten it to the length that the message names.");
    public static readonly ErrorCode TextControlCharacter = new("text.control_character", "The text has control characters or broken Unicode.", "Leave them out; only notes and messages may have line ends and tabs.");
    public static readonly ErrorCode EmailInvalid = new("email.invalid", "This is not an e-mail address.", "Send one address, without a name around it.");
    public static readonly ErrorCode PhoneInvalid = new("phone.invalid", "This is not a phone number.", "Send it with as many digits as the message names, best with its country code.");
    public static readonly ErrorCode LanguageInvalid = new("language.invalid", "This is not a language tag.", "Send a BCP 47 tag, such as de or zh-Hans.");
    public static readonly ErrorCode CountryInvalid = new("country.invalid", "This is not a country's code.", "Send two letters of ISO 3166-1, such as DE.");
    public static readonly ErrorCode TimeZoneUnknown = new("time_zone.unknown", "There is no such time zone.", "Send a name of the IANA database, such as Europe/Berlin or UTC.");
    public static readonly ErrorCode TimeOfDayInvalid = new("time_of_day.invalid", "This is not a time of the day.", "Send hours and minutes, such as 09:00.");
    public static readonly ErrorCode PlaceholderUnknown = new("placeholder.unknown", "Something in double braces is no placeholder.", "Use one of those that the message names.");
    public static readonly ErrorCode ImportRowCells = new("import_row.cells", "A row of an imported file has more cells than the file has columns.", "Put a cell that has a separator in it into quotes.");
    public static readonly ErrorCode ImportTargetUnknown = new("import_target.unknown", "The resource has no such target for a column.", "Name one of those at /import-targets.");
    public static readonly ErrorCode ImportTargetRepeated = new("import_target.repeated", "Two columns or constants go to one target.", "Leave one of them out.");
    public static readonly ErrorCode MacroResolutionUnused = new("macro_resolution.unused", "A macro that does not resolve has a resolution.", "Leave its code and text out, or let the act be resolve.");
    public static readonly ErrorCode TagBothWays = new("tag.both_ways", "A tag is to be added and to be removed.", "Name it in one of the two lists.");
    public static readonly ErrorCode CalendarFileInvalid = new("calendar_file.invalid", "The text is not an iCalendar file, or something in it cannot be read.", "Correct what the message names, or send the whole file as it is (RFC 5545).");
    public static readonly ErrorCode CalendarFileTooMuch = new("calendar_file.too_much", "The rules of an iCalendar file take too much work.", "Ask for fewer years at once, or leave out what comes back every day or every week.");
    public static readonly ErrorCode WorkingTimeBackwards = new("working_time.backwards", "The end lies before the start, or too long after it.", "Send an end that is not before the start, and at most twenty years after it.");
    public static readonly ErrorCode ExternalIdColon = new("external_id.colon", "The name of the other system has a colon.", "Leave it out: system:id names a record in filters.");
    public static readonly ErrorCode KeyInvalid = new("key.invalid", "This cannot be the key of a custom field.", "Begin with a lower-case letter and go on with letters, digits and underscores.");
    public static readonly ErrorCode PasswordCommon = new("password.common", "The password is common, made of common ones, or has the own name or address in it.", "Choose several unrelated words, or let a password manager make one.");
    public static readonly ErrorCode FieldRuleUnknown = new("field_rule.unknown", "There can be no rule for this resource or this field of it.", "Name one of those that the message lists.");
    public static readonly ErrorCode FieldRuleRepeated = new("field_rule.repeated", "There are two rules for one field.", "Send one.");
    public static readonly ErrorCode PermissionLevel = new("permission.level", "The level is own or team in an area where nothing has an owner.", "Give all or none there.");
    public static readonly ErrorCode ScopeUnknown = new("scope.unknown", "There is no such scope.", "Send an area and an act, such as customers:read.");
    public static readonly ErrorCode UrlInvalid = new("url.invalid", "Webhooks cannot be sent to this address.", "Send an https address with a public host name, without a user name and without a fragment.");
    public static readonly ErrorCode EventTypeUnknown = new("event_type.unknown", "There is no such type of event.", "Name one of those at /event-types, all of a kind as order.*, or all as *.");
    public static readonly ErrorCode TimePassed = new("time.passed", "The time lies in the past.", "Send one that is still to come.");
    public static readonly ErrorCode PasswordLength = new("password.length", "The password is too short or too long.", "Choose one of the length that the message names.");
    public static readonly ErrorCode PasswordWrong = new("password.wrong", "This is not the current password.", "Send the password that you sign in with now.");

    public static readonly ErrorCode NumberOutOfRange = new("number.out_of_range", "The number is too small, too large or has too many decimals.", "Send a number within the range that the message names.");
    public static readonly ErrorCode NumberZero = new("number.zero", "The number is zero, which would change nothing.", "Send a number above or below zero.");
    public static readonly ErrorCode DateOutOfRange = new("date.out_of_range", "The date or time lies outside of what a business means.", "Send a date from 1800 to 2500.");
    public static readonly ErrorCode MoneyNegative = new("money.negative", "The amount is negative.", "Send zero or more.");
    public static readonly ErrorCode MoneyNotPositive = new("money.not_positive", "The amount is zero or less.", "Send an amount above zero.");
    public static readonly ErrorCode MoneyDecimals = new("money.decimals", "The amount has more decimals than its currency.", "Send as many decimals as the message names, such as none for JPY.");
    public static readonly ErrorCode PriceInvalid = new("price.invalid", "The unit price is negative or has too many decimals.", "Send zero or more, with at most four decimals.");
    public static readonly ErrorCode CurrencyUnknown = new("currency.unknown", "There is no such currency.", "Send a code of ISO 4217, such as EUR.");
    public static readonly ErrorCode CurrencyDiffers = new("currency.differs", "The price is in another currency than the order.", "Give the price in the currency of the order.");

    public static readonly ErrorCode ListTooLong = new("list.too_long", "The list has more items than allowed.", "Send at most as many as the message names.");
    public static readonly ErrorCode ListEmpty = new("list.empty", "The list is empty.", "Send at least one item.");
    public static readonly ErrorCode ListRepeats = new("list.repeats", "An item stands in the list twice.", "Name each once.");

    public static readonly ErrorCode ReferenceUnknown = new("reference.unknown", "The body names a record that does not exist or is archived.", "Send the id of a record that exists; restore it when it is archived.");
    public static readonly ErrorCode CustomFieldUnknown = new("custom_field.unknown", "No custom field is declared under this key for this kind of record.", "Correct the key, or have the field declared at /custom-fields; the message names those that there are.");
    public static readonly ErrorCode CustomFieldInvalid = new("custom_field.invalid", "The value does not fit the declaration of the custom field, or a required one is missing.", "Send a value of the type that the message names.");
    public static readonly ErrorCode AllowedValuesOnlyForChoice = new("allowed_values.only_for_choice", "Allowed values belong to fields of the type choice, and to each of them.", "Leave them out, or declare a choice.");
    public static readonly ErrorCode ContactOnlyForCustomerMessage = new("contact.only_for_customer_message", "A reply or a note names a contact as its author.", "Leave the contact out: only a customer's message is written by one.");
    public static readonly ErrorCode PlacedAtWithoutPlace = new("order.placed_at_without_place", "A draft has no time of placing.", "Leave the time out, or place the order with place: true.");
    public static readonly ErrorCode LineIncomplete = new("order_line.incomplete", "A line without a product has no text or no unit price.", "Send both, or name a product, from which they come.");
    public static readonly ErrorCode SegmentFilterMissing = new("segment.filter_missing", "A dynamic segment has no filter.", "Send the filter that says who is in it, or make a static segment.");
    public static readonly ErrorCode SegmentFilterUnexpected = new("segment.filter_unexpected", "A static segment has a filter.", "Leave the filter out and name the members one by one, or make a dynamic segment.");
    public static readonly ErrorCode SegmentFilterTooLong = new("segment.filter_too_long", "The filter of a segment has more characters than can be kept.", "Make it shorter, by naming other segments in it for instance.");
    public static readonly ErrorCode ArchivedMisplaced = new("archived.misplaced", "The archive is spoken of in the filter of a segment or of related records.", "Leave the condition out: nothing that is archived is meant there.");
    public static readonly ErrorCode LineKindDiffers = new("order_line.kind_differs", "The kind of the line does not go with its product.", "Name a product for a line of the kind product, and none for the others.");

    public static readonly ErrorCode ParameterUnknown = new("parameter.unknown", "The address takes no query parameter of this name.", "Correct the name; the message lists those that are allowed.");
    public static readonly ErrorCode ParameterRepeated = new("parameter.repeated", "A query parameter stands there twice.", "Give it once, several values separated by commas.");
    public static readonly ErrorCode ParameterInvalid = new("parameter.invalid", "The value of the query or path parameter has the wrong form.", "Send a value as the message says.");
    public static readonly ErrorCode HeaderInvalid = new("header.invalid", "A header has the wrong form.", "Send it as the message says.");
    public static readonly ErrorCode IdempotencyKeyRequired = new("idempotency_key.required", "The request has no Idempotency-Key, and would have a second effect when it is repeated.", "Send a fresh UUID for each new request, and the same one with a repetition.");
    public static readonly ErrorCode IdempotencyKeyInvalid = new("idempotency_key.invalid", "The Idempotency-Key has the wrong form.", "Send 1 to 255 visible ASCII characters, such as a UUID, once.");
    public static readonly ErrorCode BulkSize = new("bulk.size", "The bulk has no items, or more than allowed.", "Send 1 to 1,000 items; larger sets go in several bulks.");
    public static readonly ErrorCode CursorInvalid = new("cursor.invalid", "The cursor was not given out for these filters and this sort.", "Start again without a cursor.");
    public static readonly ErrorCode SortUnknownField = new("sort.unknown_field", "The list cannot be sorted by this field.", "Sort by one of the fields that the message names.");
    public static readonly ErrorCode SortRepeated = new("sort.repeated", "A field stands in the sort twice.", "Name each field once.");
    public static readonly ErrorCode FilterUnknownOperator = new("filter.unknown_operator", "The field does not take this operator.", "Use one of the operators that the message names.");
    public static readonly ErrorCode FilterInvalidValue = new("filter.invalid_value", "The field cannot have such a value.", "Send a value of the form that the message names.");
    public static readonly ErrorCode FilterUnknownField = new("filter.unknown_field", "The list cannot be filtered by this field.", "Filter by one of the fields that the message names.");
    public static readonly ErrorCode FilterTooDeep = new("filter.too_deep", "The conditions of the search are nested too deep.", "Use at most as many levels as the message names.");
    public static readonly ErrorCode FieldsUnknown = new("fields.unknown", "The resource has no member of this name.", "Ask for members that the message names.");
    public static readonly ErrorCode ExpandUnknown = new("expand.unknown", "The resource cannot be expanded by this.", "Expand by one of the relations that the message names.");
    public static readonly ErrorCode ExpandTooDeep = new("expand.too_deep", "The relation is further away than can be expanded.", "Expand fewer levels and ask for the rest separately.");
    public static readonly ErrorCode HandOverSelection = new("hand_over.selection", "Neither all records are handed over nor some that are named, or both.", "Send either all: true or ids.");
    public static readonly ErrorCode HandOverNothing = new("hand_over.nothing", "The body does not say what is handed over.", "Name customers, orders or tickets.");
    public static readonly ErrorCode FilterTooMany = new("filter.too_many", "The request has too many filters.", "Send at most as many as the message names.");
    public static readonly ErrorCode PeriodReversed = new("period.reversed", "The period of a report ends before it begins.", "Send an end that lies after the beginning.");
    public static readonly ErrorCode PeriodTooLong = new("period.too_long", "The period of a report is longer than allowed.", "Ask for several periods that are as long as the message names, at most.");
    public static readonly ErrorCode StatisticsDimensions = new("statistics.dimensions", "The dimensions of a report do not go together, or are too many.", "Name at most two, and of day, week and month one.");
    public static readonly ErrorCode StatisticsTooManyRows = new("statistics.too_many_rows", "The report would have more rows than are answered.", "Take a shorter period or a coarser dimension, such as months for days.");
    public static readonly ErrorCode FilterTooManyValues = new("filter.too_many_values", "The filter has too many values.", "Send at most as many as the message names, in several requests.");

    /// <summary>The code of a rule that names none: a rule of FluentValidation's own must not show what it is called there.</summary>
    internal static string CodeOf(IPropertyValidator rule) => rule switch
    {
        INotNullValidator or INotEmptyValidator => Required,
        ILengthValidator => TextTooLong,
        IEmailValidator => EmailInvalid,
        IComparisonValidator or IBetweenValidator => NumberOutOfRange,
        _ => ValueInvalid,
    };
}
