namespace Crm.Api.OpenApi;

/// <summary>What the groups of operations are about. A tag that is not named here is described by its own name.</summary>
internal static class Tags
{
    private static readonly Dictionary<string, string> Descriptions = new()
    {
        ["Agents"] = "Who answers tickets: what they know, how much they take, and when.",
        ["API keys"] = "By which other systems call the API in the name of a user.",
        ["Audit"] = "Who did what, when and through what, sealed against being altered.",
        ["Business calendars"] = "When people work: hours of the week in a time zone, and holidays.",
        ["Contacts"] = "The people whom one talks to, each at one customer.",
        ["Custom fields"] = "The company's own fields on customers, contacts, orders and tickets.",
        ["Customers"] = "Whom the company deals with or wants to: persons and organisations.",
        ["Exports"] = "Lists as files: CSV, NDJSON or a workbook.",
        ["Identity"] = "Signing in, and the accounts of those who may.",
        ["Imports"] = "Files whose rows become records: mapped, checked, run and, when they were wrong, undone.",
        ["Insight"] = "What is known of a customer, put together: all that happened, and how things stand.",
        ["Interactions"] = "Calls, mails, chats, visits: every touch with a customer, on whatever channel.",
        ["Jobs"] = "Work that takes longer than a request: how far it is, what came of it, and how to cancel it.",
        ["Macros"] = "What is done to tickets every day, as one act: changes with a prepared reply.",
        ["Order lines"] = "What is ordered, line by line.",
        ["Orders"] = "What customers order, from the draft to completion.",
        ["Payments"] = "Money that came in for an order, and went back.",
        ["Privacy"] = "What persons allow, and what is kept about them: to be read whole, to be held, to be erased.",
        ["Products"] = "What is sold, at what price, and how much of it is in stock.",
        ["Queues"] = "Where tickets wait for those who work on them.",
        ["Returns"] = "Goods that come back: wished, approved, received, inspected, closed.",
        ["Roles"] = "What users may do: areas, acts, and how far each extends.",
        ["Search"] = "The search box: whatever one looks for, found by what one remembers of it.",
        ["Segments"] = "Named groups of customers: listed one by one, or kept up by a filter.",
        ["Shipments"] = "What leaves the house for an order, and where it is.",
        ["SLA policies"] = "Within how much working time tickets are answered and resolved, and what became of it.",
        ["Surveys"] = "How content customers are with what was done about their tickets.",
        ["Teams"] = "Users who look after customers together.",
        ["Territories"] = "Parts of the market, and who looks after new customers in them.",
        ["Test clock"] = "The time that rules go by, outside of production.",
        ["Ticket messages"] = "What was said about a ticket: replies, notes and customers' messages.",
        ["Ticket reports"] = "Figures of tickets, and which complaints come again.",
        ["Tickets"] = "What customers ask, want or complain about, and what is done about it.",
    };

    public static string Describe(string tag) => Descriptions.GetValueOrDefault(tag) ?? $"{tag}.";
}
