using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Crm.Infrastructure.Samples;

/// <summary>The Northwind files as they are: one record a row, named after the columns.</summary>
internal sealed class NorthwindFiles(string folder)
{
    public sealed record Employee(int EmployeeId, string FirstName, string LastName, string Title, int? ReportsTo)
    {
        public string Email => $"{FirstName}.{LastName}@northwind.example".ToLowerInvariant();
    }

    public sealed record Company(
        string ExternalId, string CompanyName, string ContactName, string ContactTitle, string Address, string City, string? Region, string? PostalCode, string Country, string? Phone, string? Fax);

    public sealed record Product(string ExternalId, string ProductName, string CategoryName, string QuantityPerUnit, decimal UnitPrice, int UnitsInStock, int Discontinued);

    public sealed record Order(
        string ExternalId, string CustomerExternalId, int EmployeeId, DateOnly OrderDate, DateOnly? RequiredDate, DateOnly? ShippedDate, string Shipper, decimal Freight,
        string ShipName, string ShipAddress, string ShipCity, string? ShipRegion, string? ShipPostalCode, string ShipCountry);

    public sealed record Line(string OrderExternalId, string ProductExternalId, decimal UnitPrice, decimal Quantity, decimal Discount);

    public IReadOnlyList<Employee> Employees { get; } = Read<Employee>(folder, "employees.csv");
    public IReadOnlyList<Company> Companies { get; } = Read<Company>(folder, "customers.csv");
    public IReadOnlyList<Product> Products { get; } = Read<Product>(folder, "products.csv");
    public IReadOnlyList<Order> Orders { get; } = Read<Order>(folder, "orders.csv");
    public ILookup<string, Line> Lines { get; } = Read<Line>(folder, "order_lines.csv").ToLookup(l => l.OrderExternalId);

    /// <summary>ISO 3166-1 for the countries' names in the files.</summary>
    public static string CountryCode(string name) => name switch
    {
        "Argentina" => "AR",
        "Austria" => "AT",
        "Belgium" => "BE",
        "Brazil" => "BR",
        "Canada" => "CA",
        "Denmark" => "DK",
        "Finland" => "FI",
        "France" => "FR",
        "Germany" => "DE",
        "Ireland" => "IE",
        "Italy" => "IT",
        "Mexico" => "MX",
        "Norway" => "NO",
        "Poland" => "PL",
        "Portugal" => "PT",
        "Spain" => "ES",
        "Sweden" => "SE",
        "Switzerland" => "CH",
        "UK" => "GB",
        "USA" => "US",
        "Venezuela" => "VE",
        _ => throw new InvalidDataException($"The sample files name a country without a code: {name}."),
    };

    private static List<T> Read<T>(string folder, string file)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            PrepareHeaderForMatch = h => h.Header.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(),
        };
        using var reader = new CsvReader(new StreamReader(Path.Combine(folder, file)), configuration);
        reader.Context.TypeConverterOptionsCache.GetOptions<string?>().NullValues.Add("");
        return [.. reader.GetRecords<T>()];
    }
}
