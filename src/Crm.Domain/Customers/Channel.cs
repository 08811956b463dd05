using Crm.Domain.Common;

namespace Crm.Domain.Customers;

public enum ChannelType { Email, Phone, Mobile, Fax, Web, Wechat, Weibo, Qq, Whatsapp, Other }

/// <summary>What a caller says about a channel.</summary>
public sealed record ChannelData(ChannelType Type, string Value, bool IsPrimary = false, string? Label = null);

/// <summary>A way to reach a customer or a contact.</summary>
public sealed class Channel
{
    public const int ValueMax = 254;
    public const int LabelMax = 60;
    public const int Most = 20;

    private Channel() { }

    public Id<Channel> Id { get; private set; } = Id<Channel>.New();
    public ChannelType Type { get; private set; }

    /// <summary>As typed.</summary>
    public string Value { get; private set; } = "";

    /// <summary>What is matched: an e-mail address in lower case, a number's digits, otherwise the value in lower case.</summary>
    public string Normalized { get; private set; } = "";

    /// <summary>The one to use among those of its type.</summary>
    public bool IsPrimary { get; private set; }
    public string? Label { get; private set; }

    /// <summary>Its place in the list that the caller gave.</summary>
    public int Position { get; internal set; }

    public static bool IsNumber(ChannelType type) => type is ChannelType.Phone or ChannelType.Mobile or ChannelType.Fax or ChannelType.Whatsapp;

    public static string Normalize(ChannelType type, string value) => type switch
    {
        ChannelType.Email => EmailAddress.Normalize(value),
        _ when IsNumber(type) => PhoneNumber.Normalize(value),
        _ => Text.Required(value).ToLowerInvariant(),
    };

    internal static Channel From(ChannelData data, bool isPrimary) => new()
    {
        Type = data.Type,
        Value = Text.Required(data.Value),
        Normalized = Normalize(data.Type, data.Value),
        IsPrimary = isPrimary,
        Label = Text.Clean(data.Label),
    };

    internal bool Says(ChannelData data, bool isPrimary) =>
        Type == data.Type && Value == Text.Clean(data.Value) && IsPrimary == isPrimary && Label == Text.Clean(data.Label);
}

/// <summary>An aggregate that can be reached through channels.</summary>
public interface IHasChannels
{
    IReadOnlyList<Channel> Channels { get; }
}

internal static class Channels
{
    /// <summary>Replaces the channels by those given; of each type exactly one is primary: the first, unless another one says it is.</summary>
    public static void Replace(List<Channel> channels, IReadOnlyList<ChannelData> wanted)
    {
        var before = channels.ToList();
        channels.Clear();
        foreach (var data in wanted)
        {
            var sameType = wanted.Where(d => d.Type == data.Type).ToList();
            if (sameType.Count(d => d.IsPrimary) > 1) throw ChannelErrors.TwoPrimaries(data.Type);
            var isPrimary = data.IsPrimary || (!sameType.Exists(d => d.IsPrimary) && ReferenceEquals(sameType[0], data));
            channels.Add(before.Find(c => c.Says(data, isPrimary) && !channels.Contains(c)) ?? Channel.From(data, isPrimary));
        }
        for (var i = 0; i < channels.Count; i++) channels[i].Position = i;
    }
}

public static class ChannelErrors
{
    public static RuleBroken TwoPrimaries(ChannelType type) =>
        new("channel.two_primaries", $"Only one channel of the type {type} can be primary; mark one.");
}
