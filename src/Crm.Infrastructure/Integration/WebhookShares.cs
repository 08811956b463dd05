using Crm.Domain.Common;
using Crm.Domain.Integration;

namespace Crm.Infrastructure.Integration;

/// <summary>What each receiver has of all that this instance sends at once. It begins small, grows with each answer, and is one after a try without an answer. What has waited for its answer for a while counts no
/// more among what is under way: however many receivers are silent, they leave room for the others.</summary>
public sealed class WebhookShares(int concurrency)
{
    /// <summary>So many deliveries to one receiver are in hand at once, so that a slow one takes no more than its share.</summary>
    public const int Most = 16;

    /// <summary>What a receiver has of which nothing is known yet.</summary>
    public const int First = 2;

    /// <summary>So many times what may be under way is open at once, with what waits.</summary>
    private const int OpenTimes = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<Id<Webhook>, (int Held, int Share)> _receivers = [];
    private int _held;
    private int _waiting;

    /// <summary>How many more may be begun.</summary>
    public int Room
    {
        get
        {
            lock (_lock) return Math.Min(concurrency - (_held - _waiting), (OpenTimes * concurrency) - _held);
        }
    }

    /// <summary>What is known of receivers: how many deliveries to them are in hand, and how many may be.</summary>
    public IReadOnlyList<(Id<Webhook> Id, int Held, int Share)> Known()
    {
        lock (_lock) return [.. _receivers.Select(r => (r.Key, r.Value.Held, r.Value.Share))];
    }

    public void Take(Id<Webhook> id)
    {
        lock (_lock)
        {
            var (held, share) = Of(id);
            (_receivers[id], _held) = ((held + 1, share), _held + 1);
        }
    }

    /// <summary>One that was taken has no answer yet.</summary>
    public void SetAside()
    {
        lock (_lock) _waiting++;
    }

    /// <param name="waited">Whether it was said to wait.</param>
    /// <param name="answer">What came of it; null when it was not tried.</param>
    public void LetGo(Id<Webhook> id, bool waited, WebhookAnswer? answer)
    {
        lock (_lock)
        {
            var (held, share) = Of(id);
            if (answer is { IsSuccess: true }) share = Math.Min(Most, share + 1);
            else if (waited && answer is { Status: null }) share = 1;
            (_receivers[id], _held) = ((held - 1, share), _held - 1);
            if (waited) _waiting--;
        }
    }

    private (int Held, int Share) Of(Id<Webhook> id) => _receivers.GetValueOrDefault(id, (0, First));
}
