namespace Crm.Application.Orders.Returns;

/// <param name="WindowDays">How many days after its last delivery a line may be returned; 0 to 3650.</param>
public sealed record ReturnSettings(int WindowDays = 30)
{
    public int WindowDays { get; } = WindowDays is >= 0 and <= 3650
        ? WindowDays
        : throw new ArgumentOutOfRangeException(nameof(WindowDays), WindowDays, "Returns:WindowDays is from 0 to 3650.");
}
