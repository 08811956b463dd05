using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>What one consent says, as far as it decides which one holds.</summary>
public sealed record ConsentWord(Id<Consent> Id, ConsentPurpose Purpose, ChannelType? Channel, ConsentState State, DateTimeOffset At);

/// <summary>What holds for a purpose on a channel, or in general when the channel is null.</summary>
/// <param name="Decides">The word that it follows from; null when there is none.</param>
public sealed record ConsentVerdict(ConsentPurpose Purpose, ChannelType? Channel, ConsentWord? Decides)
{
    public ConsentState State => Decides?.State ?? ConsentState.Unknown;
}

/// <summary>Which of several words holds. The last one on the channel itself does, unless the person withdrew in general after it: that ends what was granted before, and
/// what is granted on the channel later counts again. A grant in general never lifts a withdrawal on a channel.</summary>
public static class ConsentRule
{
    /// <param name="words">All words of one person, in the order in which they were recorded.</param>
    public static ConsentVerdict Decide(IReadOnlyCollection<ConsentWord> words, ConsentPurpose purpose, ChannelType? channel)
    {
        // Sorting keeps the order of what was said at the same time: of two, the one recorded last is the last word.
        List<ConsentWord> said = [.. words.Where(w => w.Purpose == purpose && (w.Channel is null || w.Channel == channel)).OrderBy(w => w.At)];
        var lastGeneral = said.FindLastIndex(w => w.Channel is null);
        var onChannel = channel is null ? -1 : said.FindLastIndex(w => w.Channel is not null);
        if (onChannel < 0) return new(purpose, channel, lastGeneral < 0 ? null : said[lastGeneral]);
        var isOverruled = said.Skip(onChannel + 1).Any(w => Overrules(w, said[onChannel]));
        return new(purpose, channel, isOverruled ? said[lastGeneral] : said[onChannel]);
    }

    /// <summary>What holds for every purpose, in general and on every channel.</summary>
    public static IReadOnlyList<ConsentVerdict> DecideAll(IReadOnlyCollection<ConsentWord> words) =>
        [.. from purpose in Enum.GetValues<ConsentPurpose>()
            from channel in (ChannelType?[])[null, .. Enum.GetValues<ChannelType>().Cast<ChannelType?>()]
            select Decide(words, purpose, channel)];

    private static bool Overrules(ConsentWord general, ConsentWord onChannel) => onChannel.State switch
    {
        ConsentState.Granted => general.State == ConsentState.Withdrawn,
        ConsentState.Unknown => general.State != ConsentState.Unknown,
        _ => false,
    };
}
