using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Numbers with a unit: durations and sizes.</summary>
internal static class HoconUnits
{
    /// <summary>Parses "10ms", "1.5 hours", "250" (milliseconds) or, if allowed, "infinite".</summary>
    public static bool TryDuration(string text, bool allowInfinite, out TimeSpan duration)
    {
        duration = default;
        if (allowInfinite && text.Equals("infinite", StringComparison.OrdinalIgnoreCase))
        {
            duration = Timeout.InfiniteTimeSpan;
            return true;
        }

        var numberLength = NumberLength(text);
        var digits = text.AsSpan(0, numberLength);
        if (digits.IsEmpty || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, NumberFormatInfo.InvariantInfo, out var number))
            return false;
        var ticksPerUnit = TicksPerUnit(text.AsSpan(numberLength).Trim());
        var ticks = Math.Round(number * ticksPerUnit);
        if (ticksPerUnit == 0 || ticks > long.MaxValue)
            return false;
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>Parses "2048", "2k", "1 MiB" or "10 megabytes".</summary>
    public static bool TryByteSize(string text, out long size)
    {
        size = 0;
        var digits = NumberLength(text);
        var factor = BytesPerUnit(text.AsSpan(digits).Trim());
        if (factor == 0
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, NumberFormatInfo.InvariantInfo, out var number)
            || number > long.MaxValue / factor)
            return false;
        size = number * factor;
        return true;
    }

    private static int NumberLength(string text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
            length++;
        return length;
    }

    private static double TicksPerUnit(ReadOnlySpan<char> unit) => unit switch
    {
        "" or "ms" or "millis" or "milli" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "ns" or "nanos" or "nano" or "nanosecond" or "nanoseconds" => TimeSpan.TicksPerMillisecond / 1e6,
        "us" or "micros" or "micro" or "microsecond" or "microseconds" => TimeSpan.TicksPerMillisecond / 1e3,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => 0,
    };

    private static long BytesPerUnit(ReadOnlySpan<char> unit) => unit switch
    {
        "" or "b" or "B" or "byte" or "bytes" => 1,
        "k" or "K" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => 1L << 10,
        "m" or "M" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => 1L << 20,
        "g" or "G" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => 1L << 30,
        "t" or "T" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => 1L << 40,
        "p" or "P" or "Pi" or "PiB" or "pebibyte" or "pebibytes" => 1L << 50,
        "e" or "E" or "Ei" or "EiB" or "exbibyte" or "exbibytes" => 1L << 60,
        "kB" or "kilobyte" or "kilobytes" => 1_000,
        "MB" or "megabyte" or "megabytes" => 1_000_000,
        "GB" or "gigabyte" or "gigabytes" => 1_000_000_000,
        "TB" or "terabyte" or "terabytes" => 1_000_000_000_000,
        "PB" or "petabyte" or "petabytes" => 1_000_000_000_000_000,
        "EB" or "exabyte" or "exabytes" => 1_000_000_000_000_000_000,
        _ => 0,
    };
}
