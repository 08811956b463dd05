namespace Crm.Application.Common;

/// <summary>What is numbered for people; each has a letter of its own.</summary>
public enum NumberSeries { Order, Ticket, Return, Shipment }

/// <summary>Hands out numbers such as O-2026-000123: short, unique, never reused, gaps allowed, whoever asks at the same time.</summary>
public interface INumbers
{
    /// <param name="year">The year that the number shows.</param>
    Task<string> Next(NumberSeries series, int year, CancellationToken ct);
}
