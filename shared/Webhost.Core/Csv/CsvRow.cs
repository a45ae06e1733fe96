using System.Text;

namespace Webhost.Core.Csv;

/// <summary>Takes a row of CSV in, letter by letter.</summary>
internal sealed class CsvRow
{
    private const int MaximumCharacters = 1024 * 1024;

    private readonly StringBuilder cell = new();
    private List<string> cells = [];
    private Place place = Place.Start;
    private long number = 1;
    private int characters;
    private bool afterReturn;

    private enum Place
    {
        Start,
        Bare,
        Quoted,
        AfterQuote,
    }

    /// <summary>Takes a letter.</summary>
    /// <returns>Whether it ends the row.</returns>
    public bool Take(char letter)
    {
        if (afterReturn && letter == '\n')
        {
            // It ends the row that the carriage return has ended.
            afterReturn = false;
            return false;
        }

        afterReturn = letter == '\r' && place != Place.Quoted;
        if (++characters > MaximumCharacters)
        {
            throw new InvalidDataException($"Row {number} is longer than {MaximumCharacters} characters.");
        }

        switch (place, letter)
        {
            case (Place.Start, '"'):
                place = Place.Quoted;
                return false;
            case (Place.Quoted, '"'):
                place = Place.AfterQuote;
                return false;
            case (Place.Quoted, _):
                cell.Append(letter);
                return false;
            case (Place.AfterQuote, '"'):
                cell.Append(letter);
                place = Place.Quoted;
                return false;
            case (_, ','):
                EndCell();
                return false;
            case (_, '\n' or '\r'):
                EndCell();
                return true;
            case (Place.AfterQuote, _):
                throw new InvalidDataException($"Row {number} goes on behind a closing quotation mark.");
            default:
                cell.Append(letter);
                place = Place.Bare;
                return false;
        }
    }

    /// <summary>Ends the last row, behind which no line ends.</summary>
    public void End()
    {
        if (place == Place.Quoted)
        {
            throw new InvalidDataException($"The file ends inside of a quotation in row {number}: it is not whole.");
        }

        if (characters > 0)
        {
            EndCell();
        }
    }

    /// <summary>The cells of the row, which begins anew; null when it was blank.</summary>
    public IReadOnlyList<string>? TakeCells()
    {
        var taken = cells;
        cells = new List<string>(taken.Count);
        characters = 0;
        number++;
        return taken.Count > 1 || taken is [{ Length: > 0 }] ? taken : null;
    }

    private void EndCell()
    {
        cells.Add(cell.ToString());
        cell.Clear();
        place = Place.Start;
    }
}
