using Crm.Application.Common;
using Crm.Application.Integration.Events;
using Crm.Domain.Integration;
using FluentValidation;

namespace Crm.Application.Integration.Webhooks;

/// <summary>What a caller may write about a webhook.</summary>
public record WebhookInput
{
    /// <summary>What it is for, such as "ERP".</summary>
    public required string Name { get; init; }

    /// <summary>Where events are sent. It must be reachable from the internet over https; addresses in private networks are refused, unless the settings name the host.</summary>
    public required string Url { get; init; }

    /// <summary>Types of events such as order.placed, all of a kind such as order.*, or * for all.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Sends only events that changed one of these fields, such as status; all events when there is none.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Leaves out what was done with the key, or else by the user, in whose name it is sent: so two systems that tell each other of changes don't go round in circles.</summary>
    public bool SkipsOwn { get; init; }

    /// <summary>Whether an event waits until those before it about the same record have arrived or been given up. true when nothing is said.</summary>
    public bool? InOrder { get; init; }

    internal static WebhookInput Of(Webhook w) => new() { Name = w.Name, Url = w.Url, Types = w.Types, Fields = w.Fields, SkipsOwn = w.SkipsOwn, InOrder = w.InOrder };

    internal WebhookProfile ToProfile() => new(Name, Url, Types, Fields ?? [], SkipsOwn, InOrder ?? true);
}

internal sealed class WebhookInputValidator : AbstractValidator<WebhookInput>
{
    private static readonly string[] Types = ["*", .. EventTypes.All.Select(t => $"{t.Kind}.*").Distinct(), .. EventTypes.All.Select(t => t.Type)];

    public const string FieldPattern = @"^[a-z][A-Za-z0-9_]{0,59}(\.[A-Za-z0-9_]{1,39})?$";

    public WebhookInputValidator(IWebhookAddresses addresses)
    {
        RuleFor(w => w.Name).RequiredLine(Webhook.NameMax);
        RuleFor(w => w.Url).Holds(new() { Pattern = IWebhookAddresses.Pattern, MaxLength = Webhook.UrlMax, Needed = true }, u => u is { Length: <= Webhook.UrlMax } && addresses.MayBeCalled(u))
            .WithErrorCode(InputErrors.UrlInvalid).WithMessage("Webhooks are sent to https addresses with a public host name, without a user name and without a fragment. An operator can allow other hosts (Webhooks:AllowedHosts).");
        RuleFor(w => w.Types).NotEmptyList().AtMost(Webhook.TypesMax).NoRepeats();
        RuleForEach(w => w.Types).Holds(new() { Values = Types, MaxLength = OutboxEvent.TypeMax }, t => Types.Contains(t))
            .WithErrorCode(InputErrors.EventTypeUnknown).WithMessage("There is no such type of event; GET /event-types lists them. All of a kind are written as order.*, all there are as *.");
        RuleFor(w => w.Fields).AtMost(Webhook.FieldsMax).NoRepeats();
        RuleForEach(w => w.Fields).Holds(new() { Pattern = FieldPattern, MaxLength = Webhook.FieldMax }, f => f is not null && System.Text.RegularExpressions.Regex.IsMatch(f, FieldPattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) && !f.EndsWith('\n'))
            .WithErrorCode(InputErrors.ValueInvalid).WithMessage("A field is a name as the API's JSON has it, such as status or credit.limit.");
    }
}

/// <summary>Which addresses webhooks may be sent to.</summary>
public interface IWebhookAddresses
{
    /// <summary>The form that is taken everywhere; settings may allow more.</summary>
    const string Pattern = @"^https://([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,63}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?$";

    /// <summary>Whether an address is one that can be tried, as it is written. What the name of its host stands for is looked at when it is called.</summary>
    bool MayBeCalled(string url);
}
